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

/**
 * `35.5` as the language writes it, digit by digit. Thousands stay together: 8080 may be a port,
 * and what has no sign but that of the fraction is read in one way by everybody.
 */
export function decimal(locale: string, text: string): string {
  if (!/^-?\d+\.\d+$/.test(text)) return text
  const grouping = Object.hasOwn(groupings, locale) ? groupings[locale] : undefined
  const format = () => new Intl.NumberFormat(locale).formatToParts(0.5)
  const isComma = grouping === undefined ? signIn(format()) === ',' : grouping.sign === '.'
  return isComma ? text.replace('.', ',') : text
}

function signIn(parts: readonly Intl.NumberFormatPart[]): string | undefined {
  return parts.find((one) => one.type === 'decimal')?.value
}
