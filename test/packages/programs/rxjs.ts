import {
  BehaviorSubject,
  bufferCount,
  combineLatest,
  concatMap,
  distinctUntilChanged,
  filter,
  from,
  groupBy,
  map,
  mergeMap,
  of,
  pairwise,
  reduce,
  scan,
  Subject,
  take,
  throwError,
  toArray,
  catchError,
  zip,
} from "rxjs";
import type { ValueInput } from "../../../src/unit/index.ts";
import { computing } from "../computing.ts";

export function compute(): ValueInput {
  const ticks = new Subject<{ readonly symbol: string; readonly price: number }>();
  const results: Record<string, ValueInput> = {};
  const note =
    (name: string) =>
    (value: ValueInput): void => {
      results[name] = value;
    };
  ticks
    .pipe(
      groupBy(({ symbol }) => symbol),
      mergeMap((ofSymbol) =>
        ofSymbol.pipe(
          map(({ price }) => price),
          distinctUntilChanged(),
          pairwise(),
          map(([before, after]) => [ofSymbol.key, after - before]),
        ),
      ),
      toArray(),
    )
    .subscribe(note("moves"));
  ticks
    .pipe(
      scan((sum, { price }) => sum + price, 0),
      bufferCount(2),
      toArray(),
    )
    .subscribe(note("sums"));
  const state = new BehaviorSubject(1);
  combineLatest([ticks, state])
    .pipe(
      filter(([{ price }]) => price > 10),
      take(2),
      map(([{ price }, factor]) => price * factor),
      reduce((sum, it) => sum + it, 0),
    )
    .subscribe(note("combined"));
  ticks.next({ symbol: "A", price: 10 });
  ticks.next({ symbol: "B", price: 20 });
  state.next(3);
  ticks.next({ symbol: "A", price: 10 });
  ticks.next({ symbol: "A", price: 12 });
  ticks.next({ symbol: "B", price: 19 });
  ticks.complete();
  zip(from([1, 2, 3]), of("a", "b"))
    .pipe(
      concatMap(([number, letter]) => from([number, letter])),
      toArray(),
    )
    .subscribe(note("zipped"));
  throwError(() => new TypeError("no"))
    .pipe(catchError((error: unknown) => of(String(error))))
    .subscribe(note("caught"));
  return results;
}

export default computing(compute);
