// What the REST service of the bench has: 100 posts by 10 users, the same in every run.
const words = "amber basin cedar delta ember fjord glade heron inlet juniper kelp larch meadow ochre pine quartz".split(
  " ",
);
const sentence = (start, length) =>
  Array.from({ length }, (_, index) => words[(start * 7 + index * 3) % words.length]).join(" ");

export const users = Array.from({ length: 10 }, (_, index) => ({
  id: index + 1,
  name: sentence(index, 2),
  username: `${words[index]}${index}`,
  email: `${words[index]}.${index + 1}@example.test`,
  address: { street: sentence(index, 2), city: words[index + 3], zipcode: String(10_000 + index) },
  phone: `1-555-010${index}`,
  website: `${words[index]}.example.test`,
  company: { name: sentence(index + 1, 2), catchPhrase: sentence(index + 2, 4) },
}));

export const posts = Array.from({ length: 100 }, (_, index) => ({
  userId: Math.floor(index / 10) + 1,
  id: index + 1,
  title: sentence(index, 6),
  body: [1, 2, 3, 4].map((line) => sentence(index + line, 6)).join("\n"),
}));

/** What the bench asks, and the only right answers. */
export const questions = {
  postsWithUsers: {
    query: "{posts{id userId title user{id name email}}}",
    answer: { data: { posts: posts.map((post) => ({ ...pick(post), user: userOf(post) })) } },
  },
  postTitles: { query: "{posts{title}}", answer: { data: { posts: posts.map(({ title }) => ({ title })) } } },
  typename: { query: "{__typename}", answer: { data: { __typename: "Query" } } },
};

function pick({ id, userId, title }) {
  return { id, userId, title };
}

function userOf({ userId }) {
  const { id, name, email } = users[userId - 1];
  return { id, name, email };
}
