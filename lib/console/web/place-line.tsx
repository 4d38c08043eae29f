import Badge from '@cloudscape-design/components/badge';
import type { Place } from '../api/backend';
import { useConsole } from './console-context';

/** Says which account and region the page shows. */
export function PlaceLine() {
  const { place } = useConsole();
  return (
    <span className="place">
      <Badge color={place.endpoint === undefined ? 'red' : 'green'}>{kindOf(place)}</Badge> account{' '}
      <b>{place.account}</b> · <b>{place.region}</b> · deployment {place.deployment}
    </span>
  );
}

/** A real account is told apart from everything else by colour and by word. */
function kindOf(place: Place): string {
  if (place.endpoint === undefined) return 'AWS';
  return place.local ? 'This machine' : `${new URL(place.endpoint).host}, not AWS`;
}
