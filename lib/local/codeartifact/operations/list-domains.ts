import { listOf } from '../../paging';
import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { pageOf } from '../page';
import { domainSummary } from './describe-domain';
import { needs } from './permissions';

/** `codeartifact:ListDomains` */
export function listDomains(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.anything,
    async handle(input, call) {
      const domains = context.catalog.list(call.region);
      const list = listOf('ListDomains', domains, ({ name }) => name);
      const { items, nextToken } = await pageOf(list, input);
      return {
        domains: items.map((domain) => domainSummary(domain, context.account)),
        nextToken,
      };
    },
  };
}
