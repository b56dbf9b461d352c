/**
 * Odoo's `float_round`, half away from zero, with the small push that makes 2.675 a tie. The noise its floats show on
 * the wire (odoo.md 10, trap 4) comes from the same arithmetic.
 */
export function floatRound(value: number, rounding: number): number {
  if (value === 0 || rounding === 0) return 0
  const factor = rounding < 1 ? Math.round(1 / rounding) : rounding
  const normalized = rounding < 1 ? value * factor : value / factor
  const epsilon = 2 ** (Math.log2(Math.abs(normalized)) - 50)
  const pushed = Math.abs(normalized) + epsilon
  const rounded = Math.sign(normalized) * Math.round(pushed)
  const result = rounding < 1 ? rounded / factor : rounded * factor
  return result === 0 ? 0 : result
}
