package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Escapes the texts and names of a statement. Esper writes a model's texts between quotes as they are, so that a quote in
 * one would end it, and what follows would be code that nobody has checked; a backslash would be read a second time. Nor
 * does it put back ticks around a name that begins with a word of its own.
 */
final class Literals {
    /** ECS objects at the top of an event whose name is a word of EPL. */
    private static final String RESERVED = "group.";

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private Literals() {}

    /** Makes the model say, when it is written out, what it says now. Once, as a second time would escape the escapes. */
    static void escape(EPStatementObjectModel model) {
        new Literals().visit(model);
    }

    private void visit(@Nullable Object node) {
        switch (node) {
            case null -> {}
            case Collection<?> all -> all.forEach(this::visit);
            case Object[] all -> Arrays.asList(all).forEach(this::visit);
            case ConstantExpression constant -> {
                if (seen.add(constant) && constant.getConstant() instanceof String text) {
                    constant.setConstant(text.replace("\\", "\\\\").replace("\"", "\\\""));
                }
            }
            case PropertyValueExpression property -> {
                String name = property.getPropertyName();
                if (name.startsWith(RESERVED)) {
                    property.setPropertyName("`group`" + name.substring(RESERVED.length() - 1));
                }
            }
            default -> {
                if (node.getClass().getPackageName().equals(Expression.class.getPackageName())
                        && !(node instanceof Enum<?>)
                        && seen.add(node)) {
                    visitFields(node);
                }
            }
        }
    }

    private void visitFields(Object node) {
        for (Class<?> type = node.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    try {
                        field.setAccessible(true);
                        visit(field.get(node));
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException("Esper's model is on the class path.", e);
                    }
                }
            }
        }
    }
}
