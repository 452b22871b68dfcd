/** The controllers' list and what each of them is given. */
@NullMarked
package dev.leme.controllers;

import org.jspecify.annotations.NullMarked;
