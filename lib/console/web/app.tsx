import AppLayout from '@cloudscape-design/components/app-layout';
import Box from '@cloudscape-design/components/box';
import ErrorBoundary from '@cloudscape-design/components/error-boundary';
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Place } from '../api/backend';
import { createApi } from './api-client';
import { Context } from './console-context';
import { FaultsPage } from './faults-page';
import { LoadState } from './load-state';
import { ReleasesPage } from './releases-page';
import { RunPage } from './run-page';
import { RunsPage } from './runs-page';
import { useHeadingFocus } from './use-heading-focus';
import { NARROW, useMedia } from './use-media';
import { usePoll } from './use-poll';
import { type Route, useRoute } from './use-route';

const loadSession = () => createApi('').get<Place & { token: string }>('session');
/** Asked again only while it has not answered. */
const untilThere = (session: unknown) => (session === undefined ? 2000 : undefined);

/** The whole console. */
export function App() {
  const session = usePoll(loadSession, untilThere);
  const { dark, toggle } = useMode();
  const route = useRoute();
  const narrow = useMedia(NARROW);
  return (
    <>
      <div id="top">
        <TopNavigation
          identity={{ href: '#/runs', title: 'Vigilant' }}
          utilities={[
            ...(narrow && session.data ? [pagesMenu(session.data, route.page)] : []),
            {
              type: 'button',
              disableUtilityCollapse: true,
              text: dark ? 'Light' : 'Dark',
              ariaLabel: dark ? 'Switch to light mode' : 'Switch to dark mode',
              onClick: toggle,
            },
          ]}
        />
      </div>
      {session.data === undefined ? (
        <Box padding="l">
          <LoadState of={session} what="Account" />
        </Box>
      ) : (
        <Shell session={session.data} route={route} narrow={narrow} />
      )}
    </>
  );
}

function Shell(props: { session: Place & { token: string }; route: Route; narrow: boolean }) {
  const { session, route, narrow } = props;
  const [items, setItems] = useState<readonly FlashbarProps.MessageDefinition[]>([]);
  const [open, setOpen] = useState(() => matchMedia('(min-width: 1100px)').matches);
  const notify = useCallback((type: 'success' | 'error' | 'info', content: string) => {
    const id = crypto.randomUUID();
    const remove = () => setItems((all) => all.filter((item) => item.id !== id));
    setItems((all) => [
      ...all.slice(-2),
      { id, type, content, dismissible: true, dismissLabel: 'Dismiss', onDismiss: remove },
    ]);
  }, []);
  const page = `${route.page}/${route.name}`;
  useHeadingFocus(page);
  const context = useMemo(
    () => ({ place: session, api: createApi(session.token), notify }),
    [session, notify],
  );
  return (
    <Context.Provider value={context}>
      <AppLayout
        headerSelector="#top"
        toolsHide
        navigationHide={narrow}
        navigationWidth={200}
        navigationOpen={open}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        ariaLabels={{ navigation: 'Pages', navigationToggle: 'Open pages', navigationClose: 'Close pages' }}
        navigation={<Navigation session={session} page={route.page} />}
        notifications={<Flashbar items={items} />}
        content={
          <ErrorBoundary
            // Another page is drawn anew.
            key={page}
            onError={({ error }) => notify('error', `This page could not be drawn: ${error.message}`)}
            i18nStrings={UNDRAWN}
          >
            <Page route={route} session={session} />
          </ErrorBoundary>
        }
      />
    </Context.Provider>
  );
}

/** What stands in place of a page that could not be drawn. */
const UNDRAWN = {
  headerText: 'This page could not be drawn',
  descriptionText: 'An answer was not as expected; the message above says more. The other pages go on.',
  refreshActionText: 'Load the console again',
};

/** The pages that there are; only the runtime on this machine can be broken on purpose. */
function pagesOf({ local }: Place) {
  const pages = [
    { text: 'Runs', href: '#/runs' },
    { text: 'Releases', href: '#/releases' },
  ];
  return local ? [...pages, { text: 'Faults', href: '#/faults' }] : pages;
}

const hrefOf = (page: Route['page']) => `#/${page === 'run' ? 'runs' : page}`;

function Navigation({ session, page }: { session: Place; page: Route['page'] }) {
  return (
    <SideNavigation
      header={{ href: '#/runs', text: session.deployment }}
      activeHref={hrefOf(page)}
      items={pagesOf(session).map((link) => ({ type: 'link', ...link }))}
    />
  );
}

/** On a narrow screen, where a bar at the side has no room. */
function pagesMenu(session: Place, page: Route['page']): TopNavigationProps.MenuDropdownUtility {
  const pages = pagesOf(session);
  const text = pages.find(({ href }) => href === hrefOf(page))?.text ?? 'Pages';
  return {
    type: 'menu-dropdown',
    text,
    ariaLabel: `${text}, pages`,
    disableUtilityCollapse: true,
    items: pages.map((link) => ({ id: link.href, ...link })),
  };
}

function Page({ route, session }: { route: Route; session: Place }) {
  useEffect(() => {
    const { account, region, endpoint } = session;
    document.title = `${route.name ?? route.page} · ${endpoint === undefined ? 'AWS' : 'local'} ${account} ${region} · Vigilant`;
  }, [route, session]);
  if (route.page === 'run') return <RunPage key={route.name} name={route.name as string} />;
  if (route.page === 'releases') return <ReleasesPage />;
  if (route.page === 'faults') return <FaultsPage />;
  return <RunsPage />;
}

/** Light or dark as the system has it, until a person chooses. */
function useMode() {
  const [dark, setDark] = useState(
    () =>
      (localStorage.getItem('mode') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : '')) ===
      'dark',
  );
  useEffect(() => applyMode(dark ? Mode.Dark : Mode.Light), [dark]);
  const toggle = () => {
    localStorage.setItem('mode', dark ? 'light' : 'dark');
    setDark(!dark);
  };
  return { dark, toggle };
}
