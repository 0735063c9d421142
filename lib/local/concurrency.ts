/** Does `action` for every item, at most `limit` at once; the first failure ends it. */
export async function forEachLimited<Item>(
  items: Iterable<Item>,
  limit: number,
  action: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const work = async () => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) await action(next.value);
  };
  await Promise.all(Array.from({ length: limit }, work));
}
