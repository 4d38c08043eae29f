import { createHash } from 'node:crypto';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { OPERATOR } from '../../../lib/local/iam/iam';
import { IndexReader } from '../index-reader';
import type { Content } from './told';

const REGION = 'us-east-1';
const DOMAIN = 'kept';
/** Repository, bucket and table that only this client uses: nobody may upload into those of a deployment. */
const REPOSITORIES = ['first', 'second'] as const;
const BUCKET = 'kept-things';
const TABLE = 'kept-items';

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A client of every kind of store that the runtime has. Its calls are never repeated: each is answered once or not. */
export class StoreClient {
  private readonly codeArtifact: Codeartifact;
  private readonly dynamoDb: DynamoDB;
  private readonly s3: S3;
  private readonly reader: IndexReader;

  constructor(endpoint: string) {
    const { accessKeyId, secretAccessKey } = OPERATOR;
    const settings = {
      endpoint,
      region: REGION,
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
    };
    this.codeArtifact = new Codeartifact(settings);
    this.reader = new IndexReader({
      domain: DOMAIN,
      codeArtifact: () => this.codeArtifact,
      endpoint: () => endpoint,
    });
    this.dynamoDb = new DynamoDB(settings);
    this.s3 = new S3({ ...settings, forcePathStyle: true });
  }

  /** Makes what the client stores in. */
  async prepare(): Promise<void> {
    await this.codeArtifact.createDomain({ domain: DOMAIN });
    for (const repository of REPOSITORIES)
      await this.codeArtifact.createRepository({ domain: DOMAIN, repository });
    await this.s3.createBucket({ Bucket: BUCKET });
    await this.dynamoDb.createTable({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
  }

  /** Uploads an sdist of any bytes to the first repository. */
  async upload(name: string, version: string, bytes: Uint8Array): Promise<void> {
    const form = new FormData();
    const fields = { ':action': 'file_upload', protocol_version: '1', name, version, filetype: 'sdist' };
    for (const [field, value] of Object.entries(fields)) form.set(field, value);
    form.set('sha256_digest', sha256(bytes));
    form.set('content', new Blob([new Uint8Array(bytes)]), fileOf(name, version));
    const answer = await fetch(this.reader.indexUrl(REGION, 'first'), {
      method: 'POST',
      body: form,
      headers: { authorization: await this.reader.basic(REGION) },
    });
    const body = await answer.text();
    if (!answer.ok) throw new StoreError(answer.status, body);
  }

  async copy(name: string, version: string): Promise<void> {
    const [sourceRepository, destinationRepository] = REPOSITORIES;
    const target = { domain: DOMAIN, sourceRepository, destinationRepository, format: 'pypi' as const };
    every(await this.codeArtifact.copyPackageVersions({ ...target, package: name, versions: [version] }));
  }

  async remove(repository: string, name: string, version: string): Promise<void> {
    const target = { domain: DOMAIN, repository, format: 'pypi' as const, package: name };
    every(await this.codeArtifact.deletePackageVersions({ ...target, versions: [version] }));
  }

  async putItem(id: string, value: string): Promise<void> {
    await this.dynamoDb.putItem({ TableName: TABLE, Item: { id: { S: id }, value: { S: value } } });
  }

  async putObject(Key: string, Body: Uint8Array): Promise<void> {
    await this.s3.putObject({ Bucket: BUCKET, Key, Body });
  }

  async deleteObject(Key: string): Promise<void> {
    await this.s3.deleteObject({ Bucket: BUCKET, Key });
  }

  async item(id: string): Promise<Content> {
    const { Item } = await this.dynamoDb.getItem({
      TableName: TABLE,
      Key: { id: { S: id } },
      ConsistentRead: true,
    });
    return Item?.['value']?.S;
  }

  async object(Key: string): Promise<Content> {
    const { Contents = [] } = await this.s3.listObjectsV2({ Bucket: BUCKET, Prefix: Key });
    if (!Contents.some((found) => found.Key === Key)) return undefined;
    const { Body } = await this.s3.getObject({ Bucket: BUCKET, Key });
    return sha256((await Body?.transformToByteArray()) ?? new Uint8Array());
  }

  /** Hash of the bytes that are served. @throws Error when they are not those that the index announces */
  async file(repository: string, name: string, version: string): Promise<Content> {
    const files = await this.reader.download(REGION, name, version, repository);
    return files[fileOf(name, version)];
  }
}

/** What the package index answered instead of taking an upload. */
export class StoreError extends Error {
  constructor(
    readonly status: number,
    body: string,
  ) {
    super(`${status} ${body}`);
  }
}

/** A call that could not do it answers 200 as well, and says so for each version. */
function every({ failedVersions = {} }: { failedVersions?: object }): void {
  if (Object.keys(failedVersions).length > 0) throw new Error(JSON.stringify(failedVersions));
}

function fileOf(name: string, version: string): string {
  return `${name.replaceAll('-', '_')}-${version}.tar.gz`;
}
