// What stands below a picture: the letter's whole text, where it is short enough.

/** A longer text goes whole, and without its picture. */
const captionMostChars = 1_024

export function isCaption(text: string): boolean {
  return text.length <= captionMostChars
}
