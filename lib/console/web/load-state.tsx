import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import type { Polled } from './use-poll';

/** Says why there is nothing to see yet, or that what is seen is no longer live. */
export function LoadState({ of, what }: { of: Polled<unknown>; what: string }) {
  if (of.error !== undefined) {
    return (
      <Alert
        type="error"
        header={`${what} could not be loaded`}
        action={<Button onClick={of.refresh}>Try again</Button>}
      >
        {of.error}
        {of.data === undefined ? null : ' What you see below is from before.'}
      </Alert>
    );
  }
  if (of.data !== undefined) return null;
  return (
    <Box textAlign="center" padding="xxl" color="text-body-secondary">
      <Spinner /> Loading {what.toLowerCase()} …
    </Box>
  );
}
