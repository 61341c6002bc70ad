import { useMutation, useQueryClient } from '@tanstack/react-query';
import { sayDone, sayFailed, type Undo } from './Say';

/**
 * A change on the server with what follows from it: the lists to reload, the word when it worked, the words when not.
 * `inDialog` leaves the failure to the dialog that shows it.
 */
export function useAct<In, Out>(plan: {
  run: (input: In) => Promise<Out>;
  reload: readonly (readonly unknown[])[];
  done?: string | ((out: Out, input: In) => string | null);
  undo?: (out: Out, input: In) => Undo | undefined;
  failed?: string;
  inDialog?: boolean;
  after?: (out: Out, input: In) => void;
}) {
  const client = useQueryClient();
  return useMutation<Out, unknown, In>({
    mutationFn: plan.run,
    onSuccess: (out, input) => {
      for (const queryKey of plan.reload) client.invalidateQueries({ queryKey });
      const word = typeof plan.done === 'function' ? plan.done(out, input) : plan.done;
      if (word !== undefined && word !== null) sayDone(word, plan.undo?.(out, input));
      plan.after?.(out, input);
    },
    onError: (error) => {
      if (plan.inDialog !== true) sayFailed(plan.failed ?? 'That did not work', error);
      for (const queryKey of plan.reload) client.invalidateQueries({ queryKey });
    },
  });
}
