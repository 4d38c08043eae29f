/** Type of an action: `Source/AWS/CodeCommit/1`. */
export interface ActionTypeId {
  readonly category: string;
  readonly owner: string;
  readonly provider: string;
  readonly version: string;
}

/** An action of a pipeline, in the shape of the service model. */
export interface ActionDeclaration {
  readonly name: string;
  readonly actionTypeId: ActionTypeId;
  readonly runOrder: number;
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputArtifacts: readonly { readonly name: string }[];
  readonly outputArtifacts: readonly { readonly name: string }[];
  readonly roleArn?: string;
  readonly region?: string;
  readonly namespace?: string;
  readonly timeoutInMinutes?: number;
}

/** A stage of a pipeline, in the shape of the service model. */
export interface StageDeclaration {
  readonly name: string;
  readonly actions: readonly ActionDeclaration[];
}

/** Where a pipeline keeps its artifacts. */
export interface ArtifactStoreDeclaration {
  readonly type: 'S3';
  readonly location: string;
  readonly encryptionKey?: { readonly id: string; readonly type: 'KMS' };
}

/** A pipeline, in the shape of the service model. */
export interface PipelineDeclaration {
  readonly name: string;
  readonly roleArn: string;
  readonly artifactStore: ArtifactStoreDeclaration;
  readonly stages: readonly StageDeclaration[];
  readonly version: number;
  readonly executionMode: 'QUEUED';
  readonly pipelineType: 'V2';
  readonly variables: readonly {
    readonly name: string;
    readonly defaultValue?: string;
    readonly description?: string;
  }[];
}

/** `Source/AWS/CodeCommit/1` */
export function actionTypeName({ category, owner, provider, version }: ActionTypeId): string {
  return `${category}/${owner}/${provider}/${version}`;
}

/** Actions of a stage in groups that run in parallel. */
export function runOrders({ actions }: StageDeclaration): ActionDeclaration[][] {
  const orders = [...new Set(actions.map(({ runOrder }) => runOrder))].sort((a, b) => a - b);
  return orders.map((order) => actions.filter(({ runOrder }) => runOrder === order));
}
