import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';

/** More than fits beside other things: about six lines. */
const LONG = 420;

/** A text that may be very long: its beginning, and the rest when asked for. */
export function LongText({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const long = text.length > LONG;
  return (
    <Box variant="span">
      <span className="cause">{long && !open ? `${text.slice(0, LONG)} …` : text}</span>
      {long ? (
        <div>
          <Button variant="inline-link" onClick={() => setOpen(!open)} ariaExpanded={open}>
            {open ? 'Show less' : `Show all ${text.length} characters`}
          </Button>
        </div>
      ) : null}
    </Box>
  );
}
