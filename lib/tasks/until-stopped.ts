/** The items until the run is asked to stop; what was yielded before is still to be done. */
export async function* untilStopped<Item>(
  items: AsyncIterable<Item>,
  shouldStop: () => Promise<boolean>,
): AsyncIterable<Item> {
  for await (const item of items) {
    if (await shouldStop()) return;
    yield item;
  }
}
