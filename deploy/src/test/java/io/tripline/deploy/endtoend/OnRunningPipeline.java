package io.tripline.deploy.endtoend;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests that take a {@link RunningPipeline}: there is one, which only one of them may disturb at a time. */
@Target(TYPE)
@Retention(RUNTIME)
@ExtendWith(RunningPipeline.Extension.class)
@Execution(ExecutionMode.SAME_THREAD)
@interface OnRunningPipeline {}
