// Limits of texts in characters.

/** Is the text longer? An emoji counts once, as in the JSON Schemas that state the same limits. */
export function isLonger(text: string, characters: number): boolean {
  return text.length > characters && [...text].length > characters
}
