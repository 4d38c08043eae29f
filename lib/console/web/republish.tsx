import type { RepublishRequest } from '../api/backend';
import { Confirm } from './confirm';
import { useConsole } from './console-context';
import { runHref } from './use-route';

/** Asks whether to publish a stored build again, and leads to the run. */
export function Republish({ request, onClose }: { request: RepublishRequest; onClose: () => void }) {
  const { api, notify, place } = useConsole();
  const start = async () => {
    const { name } = await api.send<{ name: string }>('POST', 'republish', request);
    notify('success', `Run ${name} was started.`);
    location.hash = runHref(name);
  };
  const regions = request.regions ?? place.regions;
  return (
    <Confirm
      title={`Re-publish ${request.package} ${request.version}?`}
      action="Re-publish"
      onConfirm={start}
      onClose={onClose}
    >
      <div>
        The stored build is brought to {regions.join(', ')}, in account {place.account}
        {place.local ? ' on this machine' : ' on AWS'}. Regions that serve it already are left alone; nothing
        is built again.
      </div>
    </Confirm>
  );
}
