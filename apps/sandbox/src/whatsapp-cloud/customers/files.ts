/** The smallest files that are what they say they are, for whoever looks at the first bytes. */
export const files = {
  /** One grey pixel. */
  image: Buffer.from(
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
    'base64',
  ),
  /** One pixel, lossless. */
  sticker: Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64'),
  /** The box that says what it is, and an empty one. */
  video: Buffer.concat([
    Buffer.from('0000001866747970', 'hex'),
    Buffer.from('mp42'),
    Buffer.from('00000000', 'hex'),
    Buffer.from('mp42isom'),
    Buffer.from('00000008', 'hex'),
    Buffer.from('mdat'),
  ]),
  /** A first page of a stream with an Opus head. */
  audio: Buffer.concat([
    Buffer.from('OggS'),
    Buffer.from('00020000000000000000010000000000000000000000', 'hex'),
    Buffer.from('0113', 'hex'),
    Buffer.from('OpusHead'),
    Buffer.from('0101000080bb0000000000', 'hex'),
  ]),
  document: Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
  ),
}
