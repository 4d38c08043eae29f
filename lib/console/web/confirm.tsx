import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef, useState } from 'react';
import { useConsole } from './console-context';

/** Asks before something is changed, and stays open with the reason when it fails. */
export function Confirm(props: {
  title: string;
  action: string;
  children: React.ReactNode;
  /** What was asked for may be done only after a person has closed the dialog. */
  onConfirm: (isOpen: () => boolean) => Promise<void>;
  onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const { notify } = useConsole();
  const open = useRef(false);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
    };
  }, []);
  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await props.onConfirm(() => open.current);
      // Another dialog may be open by now.
      if (open.current) props.onClose();
    } catch (problem) {
      const { message } = problem as Error;
      // What was asked for goes on when the dialog is closed, and has no other place to say how it ended.
      if (!open.current) notify('error', `${props.action} failed: ${message}`);
      setError(message);
      setBusy(false);
    }
  };
  return (
    <Modal
      visible
      header={props.title}
      closeAriaLabel="Close"
      onDismiss={props.onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={props.onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={busy} onClick={() => void confirm()}>
              {props.action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {props.children}
        {error === undefined ? null : <Alert type="error">{error}</Alert>}
      </SpaceBetween>
    </Modal>
  );
}
