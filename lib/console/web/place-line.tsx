import Badge from '@cloudscape-design/components/badge';
import { useConsole } from './console-context';

/** Says which account and region the page shows. */
export function PlaceLine() {
  const { place } = useConsole();
  return (
    <span className="place">
      <Badge color={place.local ? 'green' : 'red'}>{place.local ? 'This machine' : 'AWS'}</Badge> account{' '}
      {place.account} · {place.region} · deployment {place.deployment}
    </span>
  );
}
