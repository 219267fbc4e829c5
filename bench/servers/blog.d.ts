interface Question {
  readonly query: string;
  readonly answer: unknown;
}

export declare const questions: Readonly<Record<"postsWithUsers" | "postTitles" | "typename", Question>>;
