import { pure, type ToolsetEffects } from './effect.ts'

/** Arithmetic: nothing is kept between calls. */
export const mathApi: ToolsetEffects = {
  absolute_value: pure,
  add: pure,
  divide: pure,
  imperial_si_conversion: pure,
  logarithm: pure,
  max_value: pure,
  mean: pure,
  min_value: pure,
  multiply: pure,
  percentage: pure,
  power: pure,
  round_number: pure,
  si_unit_conversion: pure,
  square_root: pure,
  standard_deviation: pure,
  subtract: pure,
  sum_values: pure,
}
