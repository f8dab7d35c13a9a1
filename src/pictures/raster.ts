// Renders a drawing as PNG with the font that is shipped with Aval.

import { fileURLToPath } from 'node:url'
import { renderAsync } from '@resvg/resvg-js'
import { fontFamily } from './report-chart.ts'

/** Enlarged, so that it is sharp on a phone. */
const zoom = 1.5

/** The library renders on a thread of its own. */
export async function rasterOf(svg: string): Promise<Uint8Array> {
  const font = import.meta.resolve(
    '@expo-google-fonts/atkinson-hyperlegible/400Regular/AtkinsonHyperlegible_400Regular.ttf',
  )
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    font: {
      loadSystemFonts: false,
      fontFiles: [fileURLToPath(font)],
      defaultFontFamily: fontFamily,
    },
  })
  return image.asPng()
}
