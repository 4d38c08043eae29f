/** A resource of the cloud assembly, its intrinsics resolved. */
export interface ResolvedResource {
  readonly stack: string;
  readonly logicalId: string;
  /** `AWS::CodeBuild::Project` */
  readonly type: string;
  readonly region: string;
  readonly account: string;
  readonly properties: any;
}

/** What CloudFormation would answer to `Ref` and `Fn::GetAtt`. */
export interface DeployedResource {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * Deploys one resource type. Called on every start of the runtime, in dependency order: resource *definitions* live
 * in memory and come from the assembly each time; *data* (versions, executions, objects) is what the state folder keeps.
 */
export interface ResourceProvider {
  readonly type: string;
  /** @throws Error that names an unsupported property: a property is emulated or refused, never ignored silently. */
  deploy(resource: ResolvedResource): Promise<DeployedResource>;
}
