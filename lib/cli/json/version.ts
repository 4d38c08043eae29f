import { z } from 'zod';

const sha256 = z.string().describe('SHA-256, lower-case hex');

/** `vigilant verify`. */
export const versionReport = z
  .object({
    package: z.string().describe('normalised name (PEP 503)'),
    version: z.string(),
    state: z.string().describe('of the ledger: New, Publishing, Published, RolledBack, RollbackIncomplete'),
    digest: sha256.describe('which build: SHA-256 over the names and hashes of its files'),
    release: z
      .object({
        package: z.string(),
        version: z.string(),
        digest: sha256,
        revision: z.string().optional().describe('commit it was built from'),
        assets: z.array(z.object({ name: z.string(), sha256, size: z.number() })).readonly(),
      })
      .describe('release.json of the stored build'),
    regions: z
      .array(
        z.object({
          region: z.string(),
          verdict: z.enum(['same', 'missing', 'partial', 'differs', 'unknown']),
          status: z.string().optional().describe('of the package version in CodeArtifact'),
          assets: z
            .array(
              z.object({
                name: z.string(),
                expected: sha256.optional().describe('none: not part of the build'),
                found: sha256.optional().describe('none: missing'),
              }),
            )
            .readonly(),
          why: z.string().describe('one sentence for people'),
        }),
      )
      .readonly(),
    same: z.boolean().describe('whether every region serves exactly the stored build'),
  })
  .describe('a version, and what every region serves of it');

/** `vigilant index-url`. */
export const indexUrl = z.object({
  region: z.string(),
  url: z.string().describe('for pip --index-url; has a token in it'),
});
