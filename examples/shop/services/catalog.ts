import { createRandom } from "./random.ts";
import { idsParameter, intParameter, Problem, startService, type Service, type ServiceOptions } from "./service.ts";

/** A product as this service says it: snake case, cents, a category in lower case. */
export interface CatalogProduct {
  id: number;
  sku: string;
  title: string;
  category: "tea" | "coffee" | "kitchen" | "ceramics" | "linen";
  price_cents: number;
  currency: "EUR";
  stock: { on_hand: number };
  tags: string[];
}

/** 100 products, the same ones every time. */
export const products: readonly CatalogProduct[] = createProducts();

/**
 * The catalog: one product, many by id, or a page of them.
 *
 *     GET /products/7
 *     GET /products?ids=7,3,9          the batch endpoint: any order, unknown ids are left out
 *     GET /products?category=tea&limit=20&offset=0
 */
export function startCatalog(options: ServiceOptions): Promise<Service> {
  return startService(
    {
      "GET /products/:id": ({ params }) => {
        const product = products.find(({ id }) => String(id) === params["id"]);
        if (!product) throw new Problem(404, `There is no product ${params["id"]}.`);
        return product;
      },
      "GET /products": ({ query }) => {
        const ids = idsParameter(query, "ids");
        if (ids) return products.filter(({ id }) => ids.includes(id));

        const category = query.get("category");
        const limit = intParameter(query, "limit", 20, 100);
        const offset = intParameter(query, "offset", 0, products.length);
        return products.filter((product) => !category || product.category === category).slice(offset, offset + limit);
      },
    },
    options,
  );
}

function createProducts(): CatalogProduct[] {
  const random = createRandom(1);
  const things = {
    tea: ["Sencha", "Assam", "Oolong", "Rooibos", "Darjeeling"],
    coffee: ["Espresso", "Filter Roast", "Decaf", "Cold Brew", "Mocha"],
    kitchen: ["Kettle", "Grinder", "Scale", "Strainer", "Timer"],
    ceramics: ["Mug", "Teapot", "Bowl", "Saucer", "Pitcher"],
    linen: ["Apron", "Tea Towel", "Napkin", "Runner", "Coaster"],
  };
  const styles = ["Harbour", "Meadow", "Granite", "Amber"];
  const names = Object.entries(things).flatMap(([category, nouns]) =>
    styles.flatMap((style) => nouns.map((noun) => ({ category, title: `${style} ${noun}` }))),
  );
  return names.map(({ category, title }, index) => ({
    id: index + 1,
    sku: `${category.slice(0, 3).toUpperCase()}-${String(index + 1).padStart(3, "0")}`,
    title,
    category: category as CatalogProduct["category"], // a key of `things`
    price_cents: random.int(4, 80) * 100 + random.pick([0, 50, 90, 99]),
    currency: "EUR",
    stock: { on_hand: random.int(0, 9) === 0 ? 0 : random.int(1, 200) },
    tags: ["new", "gift", "organic", "last-chance"].filter(() => random.int(1, 4) === 1),
  }));
}
