import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useContext } from 'react';
import { Context } from './console-context';
import { LongText } from './long-text';
import { PlaceLine } from './place-line';
import type { Polled } from './use-poll';

/** What can be done about errors whose own words do not say it. */
const ADVICE: readonly (readonly [RegExp, string, string])[] = [
  [
    /AccessDenied|not authorized|UnauthorizedOperation/i,
    'Access denied',
    'The credentials that this console was started with lack a permission, which the message names. Start it again ' +
      'with a profile that has it.',
  ],
  [
    /ExpiredToken|InvalidClientTokenId|UnrecognizedClient|CredentialsProvider|SSO/,
    'The credentials are not valid any more',
    'Sign in again, then start this console again.',
  ],
  [
    /does not answer|TimeoutError|ECONNREFUSED|ECONNRESET|ENOTFOUND|socket hang up/i,
    'Nothing answers',
    'The page goes on by itself as soon as something answers again.',
  ],
];

/** Says why there is nothing to see yet, or that what is seen is no longer live. */
export function LoadState({ of, what }: { of: Polled<unknown>; what: string }) {
  const { error, data, refresh } = of;
  const context = useContext(Context);
  if (error !== undefined) {
    const [, reason, advice] = ADVICE.find(([pattern]) => pattern.test(error)) ?? [];
    const alert = (
      <Alert
        type="error"
        header={[`${what} could not be loaded`, reason].filter(Boolean).join(': ')}
        action={<Button onClick={refresh}>Try again</Button>}
      >
        <LongText text={error} />
        {advice === undefined ? null : <div>{advice}</div>}
        {data === undefined ? null : <div>What you see below is from before.</div>}
      </Alert>
    );
    if (data !== undefined || context === undefined) return alert;
    // Without data there is no header either, and what is denied is denied in an account.
    return (
      <SpaceBetween size="m">
        <Header variant="h1" description={<PlaceLine />}>
          {what}
        </Header>
        {alert}
      </SpaceBetween>
    );
  }
  if (data !== undefined) return null;
  return (
    <Box textAlign="center" padding="xxl" color="text-body-secondary">
      <Spinner /> Loading {what.toLowerCase()} …
    </Box>
  );
}
