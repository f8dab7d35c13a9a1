// Formats whole numbers without `Intl`, whose first use costs 10 ms and 6 MiB.

interface Grouping {
  readonly sign: string
  /** The number of digits from which groups are separated: Spanish writes 9000, but 10.000. */
  readonly fromDigits: number
}

/** The shipped languages; a test compares them with `Intl`. */
const groupings: Readonly<Record<string, Grouping>> = {
  en: { sign: ',', fromDigits: 4 },
  'pt-BR': { sign: '.', fromDigits: 4 },
  es: { sign: '.', fromDigits: 5 },
}

/**
 * The same text as `Intl.NumberFormat(locale).format(value)`; null if `Intl` must be used: for
 * other languages, fractions and negative numbers.
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
 * `35.5` with the language's decimal sign, without grouping: 8080 may be a port, and an ungrouped
 * number is unambiguous.
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
