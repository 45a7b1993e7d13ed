/** Puts back what was looked at. The rest is closed with it: standard input must not keep the process. */
export async function* startingWith<Item>(
  first: Item,
  rest: AsyncGenerator<Item>,
): AsyncGenerator<Item> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
