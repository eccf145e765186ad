import type { Fragment } from "./fragments.ts";

const up = new Map([..."0123456789+-−–=()ni"].map((sign, index) => [sign, [..."⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ"][index] ?? sign]));
const down = new Map([..."0123456789+-−–=()"].map((sign, index) => [sign, [..."₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎"][index] ?? sign]));

const figures = /^[\d+\-−–=()ni,.*†‡§¶ ]+$/u;

/** 1 where a piece stands raised beside the other, -1 where it is lowered, else 0. */
export function raiseOf(piece: Fragment, base: Fragment): -1 | 0 | 1 {
  if (piece.vertical || base.vertical) return 0;
  const gap = Math.max(piece.u0 - base.u1, base.u0 - piece.u1);
  const rise = (base.v - piece.v) / base.size;
  if (gap > 0.5 * base.size || Math.abs(rise) > 0.75) return 0;
  const isSmall = piece.size < 0.86 * base.size;
  if (rise > (isSmall ? 0.15 : 0.25)) return 1;
  return isSmall && rise < -0.07 ? -1 : 0;
}

/**
 * A raised or lowered piece as it is written beside its base: figures in Unicode's own forms, so that 10⁶ is no 106, other signs with
 * `^` where they would become part of the word. Ordinals ("1st") stay level.
 */
export function writeRaised(text: string, raise: -1 | 0 | 1, before: string): string {
  if (raise === 0) return text;
  const forms = raise > 0 ? up : down;
  const trimmed = text.trim();
  if (/\d/u.test(trimmed) && figures.test(trimmed)) return [...text].map((sign) => forms.get(sign) ?? sign).join("");
  if (raise < 0) return text;
  if (/^[+\-−–ni]$/u.test(trimmed)) return text.replace(trimmed, forms.get(trimmed) ?? trimmed);
  const isMark = /^[a-z]$/u.test(trimmed) && /\p{L}{3}$/u.test(before);
  const isPower = /^[a-zA-Z\d+\-−–]{1,6}$/u.test(trimmed) && /\d/u.test(trimmed) && /[\p{L}\d)]$/u.test(before);
  if (isMark) return `^${trimmed}`;
  return isPower ? `^(${trimmed})` : text;
}
