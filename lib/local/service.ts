/** Who makes a call: what IAM decides on, and what `sts:GetCallerIdentity` answers. */
export interface Principal {
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, or the operator's user ARN. */
  readonly arn: string;
  /** The role whose policies apply (`arn:aws:iam::ACCOUNT:role/ROLE`); undefined for the operator of the machine. */
  readonly roleArn?: string;
  readonly account: string;
}

/** Credentials of a principal, as `sts:AssumeRole` gives them out. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiration: number;
}

/** What is known about a call besides its input. */
export interface Call {
  /** Service as botocore names its model: `stepfunctions`, `codeartifact`, `s3` … */
  readonly service: string;
  /** Operation as the service model names it: `StartExecution`. */
  readonly operation: string;
  readonly region: string;
  readonly account: string;
  readonly principal: Principal;
  readonly requestId: string;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}

/** One right that a call needs. `context` holds condition keys beyond the global ones. */
export interface Permission {
  /** `codeartifact:CopyPackageVersions` */
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** One API operation of an emulated service. Its input was validated against the service model. */
export interface Operation {
  /**
   * Every right the caller must have, as the service authorization reference lists them. An empty list says that AWS
   * itself asks for none. Async, because the resource may have to be looked up first.
   */
  permissions(input: any, call: Call): readonly Permission[] | Promise<readonly Permission[]>;
  /** Gives the output as the service model shapes it (member names, `Date` for timestamps, Buffer for blobs). */
  handle(input: any, call: Call): unknown | Promise<unknown>;
}

/** An emulated service: the operations that the assembly and its operators use; all others are refused by name. */
export interface Service {
  /** Folder of the service in botocore's data: `stepfunctions`. */
  readonly model: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** An error that a service answers with. `code` is the shape name in the service model. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** Further members of the error's shape; `status` where the service model gives none. */
    readonly details: { readonly status?: number; readonly [member: string]: unknown } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = code;
  }
}

/** A call made inside the runtime, on behalf of a role: same validation, authorization and faults as over HTTP. */
export interface InternalCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly principal: Principal;
  readonly input: unknown;
  readonly signal?: AbortSignal;
  /** What the caller makes it for: a state of an execution, an action of a pipeline, the rule of an event. */
  readonly purpose?: string;
}

/** The one door to every emulated service. */
export interface Gateway {
  /** Whether a service (its model's name) is emulated as far as this operation. */
  emulates(service: string, operation: string): boolean;
  /** @throws ServiceError as the service, IAM or an injected fault answers. */
  invoke(call: InternalCall): Promise<any>;
}

/** A path of the endpoint that does not speak an AWS API protocol: package index, git, console. */
export interface HttpRoute {
  /** Decides by the path or, where AWS APIs have the same path, by the request. The route gets it untouched. */
  matches(path: string, request: import('node:http').IncomingMessage): boolean;
  handle(
    request: import('node:http').IncomingMessage,
    response: import('node:http').ServerResponse,
  ): Promise<void>;
}
