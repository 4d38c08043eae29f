/** Reference from an operation, a member, a list or a map to a shape, with the traits that hold at that place. */
export interface ShapeRef {
  readonly shape: string;
  readonly location?: 'uri' | 'querystring' | 'header' | 'headers' | 'statusCode';
  readonly locationName?: string;
  readonly flattened?: boolean;
  readonly timestampFormat?: TimestampFormat;
  readonly xmlNamespace?: { readonly uri: string; readonly prefix?: string };
  readonly xmlAttribute?: boolean;
  readonly streaming?: boolean;
  readonly idempotencyToken?: boolean;
  readonly jsonvalue?: boolean;
  readonly resultWrapper?: string;
}

export type TimestampFormat = 'iso8601' | 'rfc822' | 'unixTimestamp';

/** A shape of the service model, as botocore's `service-2.json` writes it. */
export interface Shape {
  readonly type:
    | 'structure'
    | 'list'
    | 'map'
    | 'string'
    | 'character'
    | 'integer'
    | 'long'
    | 'double'
    | 'float'
    | 'boolean'
    | 'timestamp'
    | 'blob';
  readonly members?: Readonly<Record<string, ShapeRef>>;
  readonly required?: readonly string[];
  readonly member?: ShapeRef;
  readonly key?: ShapeRef;
  readonly value?: ShapeRef;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly payload?: string;
  readonly sensitive?: boolean;
  readonly union?: boolean;
  readonly flattened?: boolean;
  readonly streaming?: boolean;
  readonly eventstream?: boolean;
  readonly timestampFormat?: TimestampFormat;
  readonly xmlNamespace?: { readonly uri: string };
  readonly exception?: boolean;
  readonly fault?: boolean;
  readonly error?: {
    readonly code?: string;
    readonly httpStatusCode?: number;
    readonly senderFault?: boolean;
  };
}

/** An API operation of the service model. */
export interface OperationModel {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: ShapeRef;
  readonly output?: ShapeRef;
  readonly errors?: readonly { readonly shape: string }[];
  readonly deprecated?: boolean;
}

/** What botocore says of a service as a whole. */
export interface ServiceMetadata {
  readonly apiVersion: string;
  readonly endpointPrefix: string;
  readonly signingName?: string;
  readonly protocol: string;
  readonly jsonVersion?: string;
  readonly targetPrefix?: string;
  readonly xmlNamespace?: string;
  readonly serviceId: string;
}

/** AWS's own description of a service: what its requests, answers and errors look like. */
export class ServiceModel {
  constructor(
    /** Folder in botocore's data: `stepfunctions`. */
    readonly name: string,
    readonly metadata: ServiceMetadata,
    readonly operations: Readonly<Record<string, OperationModel>>,
    private readonly shapes: Readonly<Record<string, Shape>>,
  ) {}

  /** Name in the credential scope of a signature: `states`. */
  get signingName(): string {
    return this.metadata.signingName ?? this.metadata.endpointPrefix;
  }

  shape(reference: Pick<ShapeRef, 'shape'>): Shape {
    const shape = this.shapes[reference.shape];
    if (!shape) throw new Error(`service model ${this.name}: there is no shape "${reference.shape}"`);
    return shape;
  }

  operation(name: string): OperationModel | undefined {
    return Object.hasOwn(this.operations, name) ? this.operations[name] : undefined;
  }

  /** The error shape called `code`, by its own name or by the code it has on the wire. */
  errorShape(code: string): { name: string; shape: Shape } | undefined {
    const own = Object.hasOwn(this.shapes, code) ? this.shapes[code] : undefined;
    if (own?.exception) return { name: code, shape: own };
    for (const [name, shape] of Object.entries(this.shapes)) {
      if (shape.exception && shape.error?.code === code) return { name, shape };
    }
    return undefined;
  }
}
