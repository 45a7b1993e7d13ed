/**
 * A day of one person: a watch that writes heart rate and blood pressure each minute, and a tracker that
 * writes speed while there is exercise. Generated: no recording was found that may be passed on.
 */

import type { IntegerField, Schema } from "../../crypto/index.ts";
import type { Tuple } from "../../query/index.ts";
import { Random } from "../random.ts";

/** Heart rates of a zone: conditions ask about zones, so that their values are all that a cloud sees. */
export const zoneWidth = 20;
/** Streams go on for a week at most. */
const mostMinutes = 7 * 1_440;

/** Least and greatest values. */
export const bounds: Readonly<Record<"minute" | "hr" | "bp" | "speed", readonly [number, number]>> =
  {
    minute: [0, mostMinutes - 1],
    hr: [30, 219],
    bp: [60, 219],
    speed: [0, 400],
  };
const [slowest, fastest] = bounds.hr;

function integer([min, max]: readonly [number, number]): IntegerField {
  return { kind: "integer", min, max };
}

export const vitals: Schema = {
  owner: "alice",
  stream: "vitals",
  fields: {
    minute: integer(bounds.minute),
    hr: integer(bounds.hr),
    bp: integer(bounds.bp),
    zone: { kind: "integer", min: 1, max: 10 },
    device: { kind: "text" },
  },
};

const { bp: _pressure, ...withoutPressure } = vitals.fields;

/** Of a watch that does not measure it. */
export const vitalsWithoutPressure: Schema = { ...vitals, fields: withoutPressure };

export const fitness: Schema = {
  owner: "alice",
  stream: "fitness",
  fields: {
    minute: integer(bounds.minute),
    speed: integer(bounds.speed),
    tracker: { kind: "text" },
  },
};

export interface Day {
  /** Of the vitals. */
  readonly schema: Schema;
  readonly vitals: readonly Tuple[];
  readonly fitness: readonly Tuple[];
  /** Texts that only who may read a stream may ever see. */
  readonly canaries: readonly string[];
  /** Rows of a recording that lack what a tuple has. */
  readonly leftOut: number;
}

/** Hours at which there is exercise, and for how many minutes. */
const exercise = [
  [7, 40],
  [18, 50],
] as const;

function isExercise(minute: number): boolean {
  const ofDay = minute % 1_440;
  return exercise.some(([hour, minutes]) => ofDay >= hour * 60 && ofDay < hour * 60 + minutes);
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(value)));
}

/** @param from the first minute, 0 at midnight */
export function generateDay(minutes: number, seed: number, from: number = 6 * 60): Day {
  const random = new Random(seed);
  const serial = (): string => Math.floor(random.next() * 2 ** 48).toString(36);
  const [device, tracker] = [`watch-${serial()}`, `tracker-${serial()}`];
  const day = {
    schema: vitals,
    vitals: [] as Tuple[],
    fitness: [] as Tuple[],
    canaries: [device, tracker],
    leftOut: 0,
  };
  let hr = 62;
  for (let i = 0; i < minutes; i++) {
    const minute = (from + i) % mostMinutes;
    const isActive = isExercise(minute);
    // It goes to where it would stay, a sixth of the way a minute.
    hr += ((isActive ? 148 : 66) - hr) / 6 + 3 * random.normal();
    const beats = within(hr, slowest, fastest);
    const bp = within(112 + (beats - 66) / 3 + 4 * random.normal(), ...bounds.bp);
    const zone = Math.floor(beats / zoneWidth);
    day.vitals.push({ minute, hr: beats, bp, zone, device });
    if (!isActive) continue;
    day.fitness.push({
      minute,
      speed: within(95 + 20 * random.normal(), ...bounds.speed),
      tracker,
    });
  }
  return day;
}
