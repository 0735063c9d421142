import { readSlotRequest } from '../slot-request.ts';

/** A message of the dead-letter queue, as it lies there. */
export interface QueuedMessage {
  readonly id: string;
  /** Names this receipt of it; for deleting it. */
  readonly handle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly sentAt: string;
}

export interface DeadLetterQueue {
  /** About how many there are; nobody is kept from receiving them. */
  readonly count: () => Promise<number>;
  /** All messages; while they are looked at, nobody else receives them. */
  readonly receiveAll: () => Promise<readonly QueuedMessage[]>;
  readonly remove: (message: QueuedMessage) => Promise<void>;
  /** Puts messages back, for others to see at once. */
  readonly release: (messages: readonly QueuedMessage[]) => Promise<void>;
}

/** A slot among the dead letters, and why it is there. */
export interface DeadSlot {
  readonly functionName: string;
  /** Undefined where the event names none. */
  readonly slot: string | undefined;
  readonly code: string;
  readonly reason: string;
  readonly message: QueuedMessage;
}

/** A dead letter whose slot can be run again. */
export interface Letter {
  readonly job: string;
  readonly slot: string;
  readonly dead: DeadSlot;
}

/**
 * Reads a dead letter: Lambda's own record of an invocation that failed, ours of the same shape, or what EventBridge
 * could not deliver. Undefined where it is none of these.
 */
export function readDeadLetter(message: QueuedMessage): DeadSlot | undefined {
  const body = parse(message.body);
  const context = recordOf(body['requestContext']);
  const isRecord = typeof context['functionArn'] === 'string';
  const arn = isRecord ? textOf(context['functionArn']) : message.attributes['TARGET_ARN'];
  const functionName = arn?.split(':')[6];
  if (functionName === undefined) return undefined;
  const request = readSlotRequest(isRecord ? body['requestPayload'] : body, new Date(message.sentAt));
  const slot = request.kind === 'request' ? `${request.request.slot.toISOString().slice(0, 19)}Z` : undefined;
  return { functionName, slot, message, ...(isRecord ? failureOf(body, context) : undelivered(message)) };
}

type Why = Pick<DeadSlot, 'code' | 'reason'>;

function failureOf(body: Fields, context: Fields): Why {
  const answer = recordOf(body['responsePayload']);
  const code = textOf(answer['errorType']);
  return {
    code: code === '' ? textOf(context['condition']) : code,
    reason: textOf(answer['errorMessage']).split('\n')[0] ?? '',
  };
}

function undelivered({ attributes }: QueuedMessage): Why {
  return {
    code: attributes['ERROR_CODE'] ?? 'NotDelivered',
    reason: attributes['ERROR_MESSAGE'] ?? 'the firing could not be delivered',
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parse(text: string): Fields {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function recordOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
