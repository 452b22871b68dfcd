package dev.leme.apiserver.server;

import dev.leme.apiserver.auth.User;
import dev.leme.apiserver.pipeline.Filter;
import dev.leme.apiserver.rest.CreationCheck;
import dev.leme.apiserver.rest.Subresources;
import dev.leme.apiserver.storage.Admission;
import java.util.List;

/** Who may come in and what they may do: the filters that find it out, and the questions about it that can be asked. */
public interface Security {

    /** Finds out who asks; before it everybody is {@link User#ANONYMOUS}. */
    List<Filter> authentication();

    /** Lets through what is allowed. */
    List<Filter> authorization();

    /** Asks whether somebody may also make what they meant to change; throws Forbidden where not. */
    CreationCheck creation();

    /** What is looked at when somebody writes. */
    List<Admission.Plugin> admission();

    /** Adds the access reviews and the tokens of service accounts. */
    Subresources subresources(Subresources subresources);
}
