import { ROLE, serviceBench } from './service-bench';

describe('the API', () => {
  const wait = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1000, End: true } } };

  test('lists executions, latest first, page by page and by status', async () => {
    const { api, create, clock } = await serviceBench();
    const { stateMachineArn } = await create(wait);
    for (const name of ['a', 'b', 'c']) {
      await api('StartExecution', { stateMachineArn, name });
      await clock.advance(1000);
    }
    await api('StopExecution', { executionArn: `${stateMachineArn.replace('stateMachine', 'execution')}:b` });
    const first = await api('ListExecutions', { stateMachineArn, maxResults: 2 });
    const second = await api('ListExecutions', {
      stateMachineArn,
      maxResults: 2,
      nextToken: first.nextToken,
    });
    const names = (page: any) => page.executions.map(({ name }: any) => name);
    expect([names(first), names(second), second.nextToken]).toEqual([['c', 'b'], ['a'], undefined]);
    expect(names(await api('ListExecutions', { stateMachineArn, statusFilter: 'ABORTED' }))).toEqual(['b']);
    await expect(api('ListExecutions', { stateMachineArn, nextToken: 'made-up' })).rejects.toMatchObject({
      code: 'InvalidToken',
    });
  });

  test('gives the history page by page, in both directions, and without payloads if asked', async () => {
    const { api, create, ended } = await serviceBench();
    const { stateMachineArn } = await create({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', End: true } },
    });
    const { executionArn } = await api('StartExecution', { stateMachineArn, input: '{"secret":1}' });
    await ended(executionArn);
    const read = async (options: object) => {
      const ids: number[] = [];
      for (let nextToken: string | undefined; ; ) {
        const page = await api('GetExecutionHistory', { executionArn, maxResults: 2, nextToken, ...options });
        expect(page.events.length).toBeLessThanOrEqual(2);
        ids.push(...page.events.map(({ id }: any) => id));
        nextToken = page.nextToken;
        if (nextToken === undefined) return ids;
      }
    };
    expect(await read({})).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await read({ reverseOrder: true })).toEqual([6, 5, 4, 3, 2, 1]);
    const { events } = await api('GetExecutionHistory', { executionArn, includeExecutionData: false });
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  test('an execution keeps the definition that it was started with', async () => {
    const { api, create } = await serviceBench();
    const { stateMachineArn } = await create(wait);
    const { executionArn } = await api('StartExecution', { stateMachineArn });
    await api('UpdateStateMachine', {
      stateMachineArn,
      definition: JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: 'S',
        States: { S: { Type: 'Succeed' } },
      }),
    });
    const of = await api('DescribeStateMachineForExecution', { executionArn });
    expect(JSON.parse(of.definition).StartAt).toBe('W');
    expect(JSON.parse((await api('DescribeStateMachine', { stateMachineArn })).definition).StartAt).toBe('S');
  });

  test.each([
    ['StartExecution', { input: 'not json' }, 'InvalidExecutionInput'],
    ['StartExecution', { input: '' }, 'InvalidExecutionInput'],
    ['StartExecution', { name: 'a b' }, 'InvalidName'],
    [
      'StartExecution',
      { stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:none' },
      'StateMachineDoesNotExist',
    ],
    ['StartExecution', { stateMachineArn: 'nonsense' }, 'InvalidArn'],
    ['DescribeExecution', { executionArn: 'nonsense' }, 'InvalidArn'],
    [
      'DescribeExecution',
      { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:machine:none' },
      'ExecutionDoesNotExist',
    ],
    [
      'StopExecution',
      { executionArn: 'arn:aws:states:us-east-1:000000000000:express:machine:none' },
      'InvalidArn',
    ],
  ])('%s refuses %j with %s', async (name, input, code) => {
    const { api, create } = await serviceBench();
    const { stateMachineArn } = await create(wait);
    const rest = name === 'StartExecution' ? { stateMachineArn } : {};
    await expect(api(name, { ...rest, ...input })).rejects.toMatchObject({ code });
  });

  test('creating the same state machine again gives the same one, another one of that name is refused', async () => {
    const { api, create } = await serviceBench();
    const first = await create(wait);
    expect(await create(wait)).toEqual(first);
    const { stateMachineArn } = first;
    const { name, definition } = await api('DescribeStateMachine', { stateMachineArn });
    const different = { roleArn: `${ROLE}2` };
    expect(await api('CreateStateMachine', { name, definition, ...different })).toEqual(first);
    expect((await api('DescribeStateMachine', { stateMachineArn })).roleArn).toBe(ROLE);
    await expect(create({ ...wait, Comment: 'other' })).rejects.toMatchObject({
      code: 'StateMachineAlreadyExists',
    });
  });

  test('logging, tracing and tags are refused in calls, by name; OFF is what it is here', async () => {
    const { api, create } = await serviceBench();
    const { stateMachineArn } = await create(wait);
    const { name, definition, roleArn, ...described } = await api('DescribeStateMachine', {
      stateMachineArn,
    });
    expect(described).toMatchObject({
      loggingConfiguration: { level: 'OFF' },
      tracingConfiguration: { enabled: false },
    });
    for (const [member, wanted] of Object.entries({
      loggingConfiguration: { level: 'ALL' },
      tracingConfiguration: { enabled: true },
      tags: [{ key: 'k', value: 'v' }],
    })) {
      const refusal = { code: 'ValidationException', message: expect.stringContaining(member) };
      const input = { name: 'other', definition, roleArn, [member]: wanted };
      await expect(api('CreateStateMachine', input)).rejects.toMatchObject(refusal);
      if (member !== 'tags')
        await expect(api('UpdateStateMachine', { stateMachineArn, [member]: wanted })).rejects.toMatchObject(
          refusal,
        );
    }
    const off = { loggingConfiguration: { level: 'OFF' }, tracingConfiguration: { enabled: false } };
    await api('UpdateStateMachine', { stateMachineArn, ...off });
    expect(await api('CreateStateMachine', { name, definition, roleArn, ...off })).toMatchObject({
      stateMachineArn,
    });
  });

  test('a role that is none is refused in the words of the service', async () => {
    const { api, create } = await serviceBench();
    const { stateMachineArn } = await create(wait);
    const refusal = { code: 'InvalidArn', message: "Invalid Role Arn: 'x'" };
    const input = { name: 'other', definition: JSON.stringify(wait), roleArn: 'x' };
    await expect(api('CreateStateMachine', input)).rejects.toMatchObject(refusal);
    await expect(api('UpdateStateMachine', { stateMachineArn, roleArn: 'x' })).rejects.toMatchObject(refusal);
  });

  test('a task that nothing here would answer is refused at creation, with the shape of a diagnostic', async () => {
    const { api, create } = await serviceBench();
    const definition = {
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:dynamodb:listTables',
          Arguments: {},
          End: true,
        },
      },
    };
    await expect(create(definition)).rejects.toMatchObject({
      code: 'InvalidDefinition',
      message: expect.stringContaining('which lacks the operation ListTables of dynamodb'),
    });
    expect(
      await api('ValidateStateMachineDefinition', {
        definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
      }),
    ).toEqual({
      result: 'FAIL',
      truncated: false,
      diagnostics: [
        {
          severity: 'ERROR',
          code: 'NOT_SUPPORTED_BY_LOCAL_RUNTIME',
          location: '/States/A/Resource',
          message: expect.stringContaining('ListTables'),
        },
      ],
    });
  });

  test('what is wrong with a definition is told in one sentence, in the order in which it was found', async () => {
    const { create } = await serviceBench();
    await expect(create({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } })).rejects.toMatchObject({
      code: 'InvalidDefinition',
      message:
        "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state at null'",
    });
  });

  test('every operation asks for the right on the resource that it touches', async () => {
    const { api, create, asked } = await serviceBench();
    const { stateMachineArn } = await create(wait);
    const { executionArn } = await api('StartExecution', { stateMachineArn, name: 'n' });
    await api('DescribeExecution', { executionArn });
    expect(asked.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      `states:CreateStateMachine ${stateMachineArn}`,
      `iam:PassRole ${ROLE}`,
      `states:StartExecution ${stateMachineArn}`,
      `states:DescribeExecution ${executionArn}`,
    ]);
  });
});

describe('AWS::StepFunctions::StateMachine', () => {
  const resource = (properties: object) => ({
    stack: 's',
    logicalId: 'Machine',
    type: 'AWS::StepFunctions::StateMachine',
    region: 'us-east-1',
    account: '000000000000',
    properties: { RoleArn: ROLE, ...properties },
  });

  test('puts the substitutions into the definition', async () => {
    const { sfn, api } = await serviceBench();
    const deployed = await sfn.providers[0]?.deploy(
      resource({
        StateMachineName: 'machine',
        DefinitionString:
          '{"QueryLanguage":"JSONata","StartAt":"F","States":{"F":{"Type":"Fail","Error":"${Name}","Cause":"${Kept}"}}}',
        DefinitionSubstitutions: { Name: 'Put' },
      }),
    );
    expect(deployed?.ref).toBe('arn:aws:states:us-east-1:000000000000:stateMachine:machine');
    const { definition } = await api('DescribeStateMachine', { stateMachineArn: deployed?.ref });
    expect(JSON.parse(definition).States.F).toEqual({ Type: 'Fail', Error: 'Put', Cause: '${Kept}' });
  });

  test('refuses what is not emulated by its name', async () => {
    const { sfn } = await serviceBench();
    const deploy = async (properties: object) => sfn.providers[0]?.deploy(resource(properties));
    await expect(deploy({ DefinitionS3Location: {} })).rejects.toThrow(
      'DefinitionS3Location is not emulated',
    );
    await expect(
      deploy({ DefinitionString: '{"StartAt":"S","States":{"S":{"Type":"Succeed"}}}' }),
    ).rejects.toThrow('the query language JSONPath');
  });
});
