import { problemsOf } from "./openapi.ts";
import { Problem } from "./problem.ts";
import type { Answer, Route } from "./route.ts";

/**
 * Holds a route to what it declares, while it is developed and tested: an answer or a refusal that its document does not describe
 * is an error of ours.
 */
export async function held(route: Route, answering: () => Promise<Answer>): Promise<Answer> {
  const name = `${route.method} ${route.path}`;
  let answer: Answer;
  try {
    answer = await answering();
  } catch (error) {
    if (error instanceof Problem && !problemsOf(route).includes(error.code))
      throw new Error(`${name} does not declare the problem ${error.code}`, { cause: error });
    throw error;
  }
  const { status } = answer;
  const declared = route.responses[status];
  if (!declared) throw new Error(`${name} does not declare status ${status}`);
  const body = "json" in answer ? JSON.parse(String(answer.json)) : "body" in answer ? answer.body : undefined;
  if (!declared.schema) {
    if (body !== undefined) throw new Error(`${name} ${status} declares no body`);
    return answer;
  }
  const read = declared.schema.safeParse(body);
  if (!read.success) throw new Error(`${name} ${status} is not as declared: ${read.error.message}`);
  return answer;
}
