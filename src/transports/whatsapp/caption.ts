// Decides whether a letter's text fits below its picture.

/** Longer texts are sent without their picture. */
const captionMostChars = 1_024

export function isCaption(text: string): boolean {
  return text.length <= captionMostChars
}
