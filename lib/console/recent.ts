/** Something that is read now and then, and shown as it was at the last reading. */
export interface Recent<T> {
  /** What is known. A value that is old is read anew, and waited for as long as told at most. */
  readonly read: (waitMs: number) => Promise<Known<T>>;
  /** Whether anything is known, be it old. */
  readonly hasValue: () => boolean;
  /** The next reading waits for a new value, however long it takes. */
  readonly forget: () => void;
}

export interface Known<T> {
  /** Undefined where nothing has been read yet. */
  readonly value: T | undefined;
  /** What the last reading threw, if it did. */
  readonly error?: unknown;
}

interface Clock {
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Keeps what `load` gave for a while; however many ask, it is loaded once at a time. */
export function keepRecent<T>(load: () => Promise<T>, freshMs: number, { now, sleep }: Clock): Recent<T> {
  let known: Known<T> = { value: undefined };
  let loadedMs = 0;
  let loading: Promise<void> | undefined;
  const start = () => {
    const startedMs = now().getTime();
    const mine: Promise<void> = load()
      .then(
        (value) => ({ value }),
        (error: unknown) => ({ value: known.value, error }),
      )
      .then((next) => {
        if (loading !== mine) return;
        known = next;
        loadedMs = startedMs;
        loading = undefined;
      });
    loading = mine;
    return mine;
  };
  return {
    read: async (waitMs) => {
      const isFresh = known.value !== undefined && now().getTime() - loadedMs < freshMs;
      if (isFresh) return known;
      const work = loading ?? start();
      await (waitMs === Number.POSITIVE_INFINITY ? work : Promise.race([work, sleep(waitMs)]));
      return known;
    },
    hasValue: () => known.value !== undefined,
    forget: () => {
      known = { value: undefined };
      loading = undefined;
    },
  };
}
