/** Where jobs and functions write their output; CloudWatch Logs serves it. */
export interface LogSink {
  /** Creates group and stream when missing. `time` is in milliseconds since the epoch. */
  write(
    location: { region: string; group: string; stream: string },
    events: readonly { time: number; message: string }[],
  ): Promise<void>;
}
