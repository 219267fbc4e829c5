import { createRandom } from "./random.ts";
import { Problem, startService, type Service, type ServiceOptions } from "./service.ts";

export interface CustomerRecord {
  id: number;
  first_name: string;
  last_name: string;
  email: string;
  tier: "basic" | "silver" | "gold";
  address: { street: string; postcode: string; city: string; country_code: string };
  since: string;
}

/** 50 customers, the same ones every time. */
export const customers: readonly CustomerRecord[] = createCustomers();

/**
 * The customer register. It was never given a list or a batch endpoint: one customer a call is all there is.
 *
 *     GET /customers/7
 */
export function startCustomers(options: ServiceOptions): Promise<Service> {
  return startService(
    {
      "GET /customers/:id": ({ params }) => {
        const customer = customers.find(({ id }) => String(id) === params["id"]);
        if (!customer) throw new Problem(404, `There is no customer ${params["id"]}.`);
        return customer;
      },
    },
    options,
  );
}

function createCustomers(): CustomerRecord[] {
  const random = createRandom(2);
  const firstNames = ["Ada", "Bruno", "Chiara", "Dov", "Elif", "Femi", "Greta", "Hiro", "Ines", "Jonas"];
  const lastNames = ["Almeida", "Berg", "Castellani", "Dimitrov", "Eriksen"];
  return lastNames.flatMap((last, row) =>
    firstNames.map((first, column) => ({
      id: row * firstNames.length + column + 1,
      first_name: first,
      last_name: last,
      email: `${first}.${last}@example.com`.toLowerCase(),
      tier: random.pick(["basic", "basic", "silver", "gold"]),
      address: {
        street: `${random.pick(["Quay", "Mill", "Orchard", "Station"])} Road ${random.int(1, 120)}`,
        postcode: String(random.int(10_000, 99_999)),
        ...random.pick([
          { city: "Rotterdam", country_code: "NL" },
          { city: "Hamburg", country_code: "DE" },
          { city: "Porto", country_code: "PT" },
          { city: "Gothenburg", country_code: "SE" },
        ]),
      },
      since: `20${random.int(18, 24)}-0${random.int(1, 9)}-${random.int(10, 28)}`,
    })),
  );
}
