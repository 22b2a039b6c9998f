/** Compiles where the value is of exactly this type. */
export const is =
  <Wanted>() =>
  <Got>(
    _value: Got &
      ((<T>() => T extends Got ? 1 : 2) extends <T>() => T extends Wanted ? 1 : 2
        ? unknown
        : never),
  ): void => {}
