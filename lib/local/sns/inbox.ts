import type { Store, Table } from '../storage/store';

/** A message that was published. */
export interface InboxMessage {
  readonly messageId: string;
  readonly topicArn: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly message: string;
  readonly subject?: string;
  readonly attributes?: Readonly<Record<string, { readonly type: string; readonly value: string }>>;
}

/** Keeps every message of every topic, in the order of publication, in place of sending it. */
export class Inbox {
  private readonly messages: Table<InboxMessage>;

  /** Orders messages of the same millisecond. */
  private count = 0;

  constructor(store: Store) {
    this.messages = store.table('sns-inbox');
  }

  async add(message: InboxMessage): Promise<void> {
    const time = String(message.time).padStart(15, '0');
    const order = String(this.count++).padStart(10, '0');
    await this.messages.put(`${message.topicArn}/${time}/${order}/${message.messageId}`, message);
  }

  async list(topicArn: string): Promise<InboxMessage[]> {
    const messages: InboxMessage[] = [];
    for await (const [, message] of this.messages.entries({ prefix: `${topicArn}/` })) messages.push(message);
    return messages;
  }
}
