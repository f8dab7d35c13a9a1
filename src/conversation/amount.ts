// Parses numbers as people write them: `1.234,56` or `1,234.56`. Ambiguous ones are asked about.

export type Amount =
  | { readonly kind: 'number'; readonly value: number }
  /** `1.234` is 1234 to some people and 1.234 to others. */
  | { readonly kind: 'two-ways'; readonly whole: string; readonly fraction: string }

/** Null if the text is not a number. Both notations are accepted in every language. */
export function parseAmount(text: string): Amount | null {
  const typed = text.replace(/(?<=\d)[ '](?=\d{3}(?!\d))/g, '')
  const two = /^(-?[1-9]\d{0,2})([.,])(\d{3})$/.exec(typed)
  if (two !== null) {
    const [, before = '', , after = ''] = two
    return { kind: 'two-ways', whole: before + after, fraction: `${before}.${after}0` }
  }
  const value = ungrouped(typed)
  return value === null ? null : { kind: 'number', value: Number(value) }
}

/** The digits with a decimal point, as programs write them; null if it is not a number. */
function ungrouped(text: string): string | null {
  if (/^-?\d{1,15}([.,]\d{1,6})?$/.test(text)) return text.replace(',', '.')
  const grouped =
    /^(-?[1-9]\d{0,2})((?:\.\d{3})+)(?:,(\d{1,6}))?$/.exec(text) ??
    /^(-?[1-9]\d{0,2})((?:,\d{3})+)(?:\.(\d{1,6}))?$/.exec(text)
  if (grouped === null) return null
  const [, first = '', groups = '', fraction] = grouped
  const whole = first + groups.replace(/[.,]/g, '')
  if (whole.length > 15) return null
  return fraction === undefined ? whole : `${whole}.${fraction}`
}
