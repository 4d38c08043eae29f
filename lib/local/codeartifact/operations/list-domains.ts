import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { following, pageOf } from '../page';
import { domainSummary } from './describe-domain';
import { needs } from './permissions';

/** `codeartifact:ListDomains` */
export function listDomains(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.anything,
    async handle(input, call) {
      const domains = context.catalog.list(call.region);
      const { items, nextToken } = await pageOf('ListDomains', input, {
        items: (after) => following(domains, after, ({ name }) => name),
        keyOf: ({ name }) => name,
      });
      return {
        domains: items.map((domain) => domainSummary(domain, context.account)),
        nextToken,
      };
    },
  };
}
