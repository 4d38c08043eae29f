import type { Assembly, FileAsset } from './load-assembly';

/** The assets of an assembly by where a deployment would have uploaded them. */
export interface AssetCatalog {
  find(bucket: string, key: string): FileAsset | undefined;
  /** Bootstrap buckets that the assembly uses, with their region. */
  readonly buckets: ReadonlyMap<string, string>;
  inBucket(bucket: string): readonly FileAsset[];
}

/** Names the assets of `assembly` as they are named in `account`. */
export function assetCatalog(assembly: Assembly, account: string): AssetCatalog {
  const assets = new Map<string, Map<string, FileAsset>>();
  const buckets = new Map<string, string>();
  for (const asset of assembly.stacks.flatMap((stack) => stack.assets)) {
    const bucket = asset.bucket
      .replaceAll('${AWS::AccountId}', account)
      .replaceAll('${AWS::Region}', asset.region)
      .replaceAll('${AWS::Partition}', 'aws');
    buckets.set(bucket, asset.region);
    const inBucket = assets.get(bucket) ?? new Map<string, FileAsset>();
    assets.set(bucket, inBucket.set(asset.key, { ...asset, bucket }));
  }
  return {
    find: (bucket, key) => assets.get(bucket)?.get(key),
    buckets,
    inBucket: (bucket) => [...(assets.get(bucket)?.values() ?? [])],
  };
}
