/** One product of the demo shop. */
export interface CatalogueItem {
  sku: string
  title: string
  /** Price of one piece in paisa, GST included. */
  price: bigint
  /** Goods and services tax in percent. */
  gstRate: 5 | 12 | 18
  /** Pieces on the shelf when the demo begins. */
  stock: number
}

/** What the demo shop sells: the sandbox orders it, and the demo ERP is set up with it. */
export const demoCatalogue: readonly CatalogueItem[] = [
  { sku: 'SAR-ILK-MRN', title: 'Ilkal Cotton Saree, Maroon', price: 249900n, gstRate: 5, stock: 200 },
  { sku: 'SAR-CHD-GRN', title: 'Chanderi Silk Saree, Leaf Green', price: 689900n, gstRate: 5, stock: 200 },
  { sku: 'KUR-BLK-TEA-M', title: 'Block Print Kurta, Teal, M', price: 89900n, gstRate: 5, stock: 200 },
  { sku: 'DUP-KAL-RST', title: 'Kalamkari Dupatta, Rust', price: 74900n, gstRate: 5, stock: 200 },
  { sku: 'CUS-HND-IND-16', title: 'Handloom Cushion Cover, Indigo, 16 in', price: 44900n, gstRate: 5, stock: 200 },
  { sku: 'RUG-DHR-BLU', title: 'Cotton Dhurrie, Blue Stripe', price: 189900n, gstRate: 12, stock: 200 },
  { sku: 'BAG-JUT-NAT', title: 'Jute Market Bag, Natural', price: 34900n, gstRate: 12, stock: 200 },
  { sku: 'TOY-CHN-SET', title: 'Channapatna Wooden Toy Set', price: 64900n, gstRate: 12, stock: 200 },
  { sku: 'POT-BLU-VAS', title: 'Blue Pottery Vase, Jaipur', price: 119900n, gstRate: 12, stock: 200 },
  { sku: 'DIY-BRS', title: 'Brass Diya', price: 32540n, gstRate: 18, stock: 200 },
  { sku: 'LMP-BAM-PEN', title: 'Bamboo Pendant Lamp', price: 159900n, gstRate: 18, stock: 200 },
  { sku: 'BOX-SND-CRV', title: 'Carved Sandalwood Finish Box', price: 99900n, gstRate: 18, stock: 200 },
]
