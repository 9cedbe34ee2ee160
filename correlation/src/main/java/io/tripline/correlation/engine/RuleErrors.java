package io.tripline.correlation.engine;

import com.espertech.esper.common.client.EPException;
import com.espertech.esper.common.client.hook.exception.ExceptionHandler;
import com.espertech.esper.common.client.hook.exception.ExceptionHandlerFactory;
import com.espertech.esper.common.client.hook.exception.ExceptionHandlerFactoryContext;

/**
 * Has what fails in a rule's select or pattern end the evaluation. By itself Esper writes it to its log and goes on without
 * a match: a rule that never fires and that nobody hears of. Esper makes one by its name.
 */
public final class RuleErrors implements ExceptionHandlerFactory {
    @Override
    public ExceptionHandler getHandler(ExceptionHandlerFactoryContext context) {
        return failure -> {
            Throwable cause = failure.getThrowable();
            throw new EPException(String.valueOf(cause.getMessage()), cause);
        };
    }
}
