// A whole number as a language writes it, without `Intl`, whose first use costs 10 ms and 6 MiB.

interface Grouping {
  readonly sign: string
  /** A shorter number stands without the sign: Spanish writes 9000, but 10.000. */
  readonly fromDigits: number
}

/** The languages that we ship; the test holds them against what `Intl` writes. */
const groupings: Readonly<Record<string, Grouping>> = {
  en: { sign: ',', fromDigits: 4 },
  'pt-BR': { sign: '.', fromDigits: 4 },
  es: { sign: '.', fromDigits: 5 },
}

/**
 * The very text of `Intl.NumberFormat(locale).format(value)`; null where only `Intl` knows it:
 * for another language, a fraction, and what is below nought.
 */
export function wholeNumber(locale: string, value: number): string | null {
  const grouping = Object.hasOwn(groupings, locale) ? groupings[locale] : undefined
  if (grouping === undefined || !Number.isSafeInteger(value)) return null
  if (value < 0 || Object.is(value, -0)) return null
  const digits = String(value)
  if (digits.length < grouping.fromDigits) return digits
  return digits.replace(/\B(?=(?:\d{3})+$)/g, grouping.sign)
}
