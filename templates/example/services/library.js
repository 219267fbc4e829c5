// Two small REST services that know nothing of each other, in place of yours: books, and the people who wrote them.
import { createServer } from "node:http";

const books = [
  { id: 1, title: "Middlemarch", published: 1871, authorId: 11 },
  { id: 2, title: "Silas Marner", published: 1861, authorId: 11 },
  { id: 3, title: "Mrs Dalloway", published: 1925, authorId: 12 },
  { id: 4, title: "To the Lighthouse", published: 1927, authorId: 12 },
  { id: 5, title: "Frankenstein", published: 1818, authorId: 13 },
];

const authors = [
  { id: 11, full_name: "George Eliot", birth: { year: 1819, place: "Nuneaton" } },
  { id: 12, full_name: "Virginia Woolf", birth: { year: 1882, place: "London" } },
  { id: 13, full_name: "Mary Shelley", birth: { year: 1797, place: "London" } },
];

/** GET /books, GET /books/1 */
function answerBooks({ pathname }) {
  if (pathname === "/books") return books;
  return books.find(({ id }) => pathname === `/books/${id}`);
}

/** GET /authors, GET /authors?id=11&id=12 */
function answerAuthors({ pathname, searchParams }) {
  if (pathname !== "/authors") return undefined;
  const ids = searchParams.getAll("id");
  return ids.length === 0 ? authors : authors.filter(({ id }) => ids.includes(String(id)));
}

/** Starts both on loopback; port 0 picks a free one. Their URLs come by the names that the config reads. */
export async function startServices(ports) {
  const servers = await Promise.all([serve(answerBooks, ports.books), serve(answerAuthors, ports.authors)]);
  const [booksUrl, authorsUrl] = servers.map((server) => `http://127.0.0.1:${server.address().port}`);
  return {
    urls: { BOOKS_URL: booksUrl, AUTHORS_URL: authorsUrl },
    close: () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

function serve(answer, port) {
  const server = createServer((request, response) => {
    const found = answer(new URL(request.url ?? "/", "http://localhost"));
    response.writeHead(found === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(found ?? { detail: `There is no ${request.url} here.` }));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
