import { ServiceError } from '../service';

/** A function as its template defines it. */
export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly account: string;
  /** Folder with the bundle. */
  readonly codeDirectory: string;
  readonly codeKey: string;
  readonly handler: string;
  readonly runtime: string;
  readonly roleArn: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly description: string;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly applicationLogLevel?: string;
  readonly systemLogLevel?: string;
  /** Milliseconds since the epoch. */
  readonly deployedAt: number;
}

/** The only version that exists: no version is ever published here. */
export const LATEST = '$LATEST';

/** The functions of every region. */
export class LambdaFunctions {
  private readonly byArn = new Map<string, LambdaFunction>();

  add(definition: LambdaFunction): void {
    this.byArn.set(definition.arn, definition);
  }

  inRegion(region: string): readonly LambdaFunction[] {
    return [...this.byArn.values()]
      .filter((definition) => definition.region === region)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws ResourceNotFoundException, worded as Lambda words it */
  get(arn: string, qualifier: string | undefined): LambdaFunction {
    const definition = this.byArn.get(arn);
    const qualified = qualifier === undefined || qualifier === LATEST ? arn : `${arn}:${qualifier}`;
    if (definition === undefined || qualified !== arn)
      throw new ServiceError('ResourceNotFoundException', `Function not found: ${qualified}`, {
        Type: 'User',
      });
    return definition;
  }
}

/**
 * What `FunctionName` names: a name, `ACCOUNT:function:NAME`, or an ARN, each with an optional `:QUALIFIER`
 * (Lambda API Reference, Invoke).
 */
export function parseFunctionName(
  input: { FunctionName: string; Qualifier?: string },
  call: { region: string; account: string },
): { arn: string; qualifier?: string } {
  const pattern =
    /^(?:(?:arn:aws:lambda:([a-z0-9-]+):)?(\d{12}):function:)?([A-Za-z0-9_-]+)(?::(\$LATEST|[A-Za-z0-9_-]+))?$/;
  const parts = pattern.exec(input.FunctionName);
  if (parts === null)
    throw new ServiceError(
      'InvalidParameterValueException',
      `expected FunctionName to be a name or an ARN of a function, got "${input.FunctionName}"`,
      { Type: 'User' },
    );
  const [, region = call.region, account = call.account, name, inName] = parts;
  const qualifier = input.Qualifier ?? inName;
  return { arn: functionArn({ region, account, name: name as string }), ...(qualifier && { qualifier }) };
}

/** ARN of a function, without a qualifier. */
export function functionArn({
  region,
  account,
  name,
}: {
  region: string;
  account: string;
  name: string;
}): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}
