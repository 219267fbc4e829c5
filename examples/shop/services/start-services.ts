import { startCatalog } from "./catalog.ts";
import { startCustomers } from "./customers.ts";
import { startOrders } from "./orders.ts";
import { startReviews } from "./reviews.ts";

export interface ShopServices {
  /** What restuary.config.ts reads: where each service is. */
  readonly urls: {
    readonly CATALOG_URL: string;
    readonly CUSTOMERS_URL: string;
    readonly ORDERS_URL: string;
    readonly REVIEWS_URL: string;
  };
  close(): Promise<void>;
}

/**
 * Starts the shop's four REST services on loopback.
 *
 * @param options.firstPort  The catalog's; the others take the ones that follow. 0 picks free ones. Default 4101.
 * @param options.onRequest  Told of each request: `catalog`, `GET /products/7`.
 */
export async function startServices(
  options: { firstPort?: number; onRequest?: (service: string, line: string) => void } = {},
): Promise<ShopServices> {
  const { firstPort = 4101, onRequest } = options;
  const place = (index: number, name: string): { port: number; onRequest: (line: string) => void } => ({
    port: firstPort === 0 ? 0 : firstPort + index,
    onRequest: (line) => onRequest?.(name, line),
  });
  const [catalog, customers, orders, reviews] = await Promise.all([
    startCatalog(place(0, "catalog")),
    startCustomers(place(1, "customers")),
    startOrders(place(2, "orders")),
    startReviews(place(3, "reviews")),
  ]);
  return {
    urls: {
      CATALOG_URL: catalog.url,
      CUSTOMERS_URL: customers.url,
      ORDERS_URL: orders.url,
      REVIEWS_URL: reviews.url,
    },
    close: async () => {
      await Promise.all([catalog, customers, orders, reviews].map((service) => service.close()));
    },
  };
}
